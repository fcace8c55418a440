import { parameterStatus, strings, versionNumber } from './messages.ts';

/** The settings that a server reports (ParameterStatus), and what the client has been told of them. */
export class ReportedSettings {
  readonly #actual = new Map<string, string>();
  readonly #told = new Map<string, string>();

  /** The server said so. */
  reported(frame: Buffer): void {
    note(this.#actual, frame);
  }

  /** The message goes to the client. */
  told(frame: Buffer): void {
    note(this.#told, frame);
  }

  get applicationName(): string | null {
    return this.#actual.get('application_name') || null;
  }

  /** How the client's statements are encoded, as far as Node knows it. */
  get encoding(): BufferEncoding {
    return this.#actual.get('client_encoding') === 'LATIN1' ? 'latin1' : 'utf8';
  }

  get encodingName(): string {
    return this.#actual.get('client_encoding') ?? 'UTF8';
  }

  get serverVersion(): number {
    return versionNumber(this.#actual.get('server_version') ?? '');
  }

  /** One message for each setting that is not what the client last heard. */
  news(): Buffer[] {
    return [...this.#actual]
      .filter(([name, value]) => this.#told.get(name) !== value)
      .map(([name, value]) => parameterStatus(name, value));
  }
}

function note(map: Map<string, string>, frame: Buffer): void {
  const [name, value] = strings(frame, 5, 2);
  if (name !== undefined && value !== undefined) map.set(name, value);
}
