import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A server's certificate for `localhost`, and the files with the authority that signed it and with another one. */
export interface PrivateAuthority {
  readonly server: { readonly cert: string; readonly key: string };
  readonly file: string;
  readonly strangerFile: string;
}

const ec = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function privateAuthority(): Promise<PrivateAuthority> {
  const folder = mkdtempSync(join(tmpdir(), 'pgmend-authority-'));
  const [own, stranger] = [await authority(), await authority()];
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...ec,
    ca: { key: own.private, cert: own.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const [file, strangerFile] = [join(folder, 'ca.pem'), join(folder, 'stranger.pem')];
  writeFileSync(file, own.cert);
  writeFileSync(strangerFile, stranger.cert);
  return { server: { cert: leaf.cert, key: leaf.private }, file, strangerFile };
}

function authority() {
  return generate([{ name: 'commonName', value: 'private authority' }], {
    ...ec,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
}
