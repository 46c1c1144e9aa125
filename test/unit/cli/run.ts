import { main } from "../../../src/cli/main.js";
import type { Host } from "../../../src/cli/host.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a folder, as if on no terminal. */
export async function run(
  cwd: string,
  argv: readonly string[],
  overrides: Partial<Host> = {},
): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const host: Host = {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
    cwd,
    onInterrupt: () => () => undefined,
    ...overrides,
  };
  const code = await main(argv, host);
  return { code, ...written };
}

/** A document that can be generated from, with one resource and two operations. */
export const notes = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: https://notes.example.com }]
security: [{ bearer: [] }]
paths:
  /notes/{noteId}:
    parameters:
      - { name: noteId, in: path, required: true, schema: { type: string, format: uuid } }
    get:
      operationId: getNote
      responses:
        "200":
          description: The note.
          content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }
    delete:
      operationId: deleteNote
      responses:
        "204": { description: It is gone. }
components:
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
      x-security:
        algorithms: [ES256]
        issuer: https://id.example.com/
        audience: notes
        keys: { secret: JWT_KEYS }
        maxAge: 12h
  schemas:
    Note:
      type: object
      required: [id, text]
      properties:
        id: { type: string, format: uuid, readOnly: true }
        text: { type: string, maxLength: 1000 }
      x-security:
        resource: { access: [{ owner: authorId }] }
`;

/** The same with one more operation. */
export const notesWithList = notes.replace(
  "paths:\n",
  `paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        "200":
          description: The notes.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Note" } } } }
`,
);
