import { isIP } from 'node:net';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for the relay's own side of the connections, signed by itself, good for a week. */
export async function createCertificate(names: readonly string[]): Promise<Certificate> {
  const altNames = [...new Set(['localhost', '127.0.0.1', '::1', ...names])].map((name) =>
    isIP(name) === 0
      ? { type: 2 as const, value: name }
      : { type: 7 as const, value: name, ip: name },
  );
  const now = Date.now();
  // Loaded here: few clients ask for TLS on the loopback address, and it takes as long to load as all the rest.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + 7 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert: made.cert, key: made.private };
}
