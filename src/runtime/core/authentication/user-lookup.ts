/** A user as the application knows them. */
export interface StoredUser {
  readonly subject: string;
  /** As `hashPassword` made it. */
  readonly password: string;
  readonly tenant?: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  /** When the password ends. */
  readonly expires?: Date;
}

/** Finds a user by name, which is in Unicode's form NFC; undefined where there is none. The fence compares the password. */
export type UserLookup = (name: string, scheme: string) => Promise<StoredUser | undefined>;
