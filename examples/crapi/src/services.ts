import type { TokenIssuer } from "./tokens.js";

/** What the handlers need beside data. */
export interface Services {
  readonly tokens: TokenIssuer;
  readonly mail: Mailer;
  readonly workshop: Workshop;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Tells a workshop's own server about a service request; says whether it was heard. */
export interface Workshop {
  notify(url: string, report: { readonly id: number; readonly problem: string }): Promise<boolean>;
}

/** Keeps mail in memory, as crAPI's MailHog does. */
export interface Mailbox extends Mailer {
  /** The newest mail to this address. */
  latest(to: string): Mail | undefined;
}

export function createMailbox(): Mailbox {
  const mails: Mail[] = [];
  return {
    send(mail) {
      mails.push(mail);
      return Promise.resolve();
    },
    latest: (to) => mails.findLast((mail) => mail.to === to),
  };
}

/** A workshop in memory that remembers where it was called. */
export interface RecordingWorkshop extends Workshop {
  readonly calls: readonly string[];
}

export function createWorkshop(): RecordingWorkshop {
  const calls: string[] = [];
  return {
    calls,
    notify(url) {
      calls.push(url);
      return Promise.resolve(true);
    },
  };
}
