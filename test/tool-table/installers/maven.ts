import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installer } from './installer.ts';
import { runClient } from './run-client.ts';

/** A plugin (the first package) with what it is to have beside it, as a project's pom.xml. */
export function pomWith(packages: Readonly<Record<string, string>>, configuration = ''): string {
  const [plugin = '', ...rest] = Object.entries(packages).map(
    ([name, version]) =>
      `<groupId>${name.split(':')[0]}</groupId><artifactId>${name.split(':')[1]}</artifactId><version>${version}</version>`,
  );
  const beside = rest.map((one) => `          <dependency>${one}</dependency>\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1.0.0</version>
  <build>
    <plugins>
      <plugin>
        ${plugin}
        <configuration>
${configuration}        </configuration>
        <dependencies>
${beside}        </dependencies>
      </plugin>
    </plugins>
  </build>
</project>
`;
}

/** Into Maven's own repository, where the project finds it without asking again. */
export const maven: Installer = {
  programs: [],
  install({ packages }, folder) {
    writeFileSync(join(folder, 'pom.xml'), pomWith(packages));
    return runClient('mvn', ['-B', '-q', 'dependency:resolve-plugins'], folder);
  },
};
