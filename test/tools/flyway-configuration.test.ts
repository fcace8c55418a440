import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { flyway } from '../../src/tools/sql-folder/flyway.ts';
import { flywaySettings } from '../../src/tools/sql-folder/flyway-settings.ts';
import { tomlValues } from '../../src/tools/sql-folder/toml-values.ts';
import { toolOfFolder } from '../../src/tools/sql-folder/tool-of-folder.ts';
import { check, places } from '../replay/run-check.ts';
import { projectFolder } from './project-folder.ts';

vi.setConfig({ testTimeout: 180_000 });

const toml = `# a comment
[flyway]
environment = "shop" # which
locations = [
  "filesystem:sql", # one
  'filesystem:more/**',
]
table = "history"
defaultSchema = "ops"
[flyway.placeholders]
app = "shop"
"Owner" = "ann # no comment"
[environments.shop]
url = "jdbc:postgresql://db.example:6543/shop?sslmode=require"
user = "app"
[environments.other]
url = "jdbc:postgresql://elsewhere/other"
`;

describe('what Flyway is told', () => {
  it('in flyway.toml', async () => {
    expect(await tomlValues(toml)).toMatchObject({
      'flyway.locations': 'filesystem:sql,filesystem:more/**',
      'flyway.placeholders.Owner': 'ann # no comment',
      'environments.shop.user': 'app',
    });
    const directory = projectFolder({ 'flyway.toml': toml });
    const said = Object.fromEntries(await flywaySettings(directory, [], {}));
    expect(said).toMatchObject({
      table: 'history',
      defaultschema: 'ops',
      'placeholders.app': 'shop',
      'placeholders.owner': 'ann # no comment',
      url: 'jdbc:postgresql://db.example:6543/shop?sslmode=require',
    });
    const other = await flywaySettings(directory, ['-environment=other'], {});
    expect(other.get('url')).toBe('jdbc:postgresql://elsewhere/other');
  });

  it('in pom.xml, flyway.conf, variables and the command, each above those before', async () => {
    const directory = projectFolder({
      'pom.xml': `<project><properties><db>shop</db><flyway.table>one</flyway.table></properties><build><plugins>
        <plugin><artifactId>other</artifactId><configuration><table>none</table></configuration></plugin>
        <plugin><artifactId>flyway-maven-plugin</artifactId><configuration>
          <url>jdbc:postgresql://h/\${db}</url><locations><location>filesystem:a</location><location>filesystem:b</location></locations>
          <placeholders><app>x</app></placeholders></configuration></plugin></plugins></build></project>`,
      'flyway.conf': '# flyway.table=no\nflyway.table = two\nflyway.user=conf\n',
    });
    const settings = async (words: readonly string[], env: Record<string, string>) =>
      Object.fromEntries(await flywaySettings(directory, words, env));
    expect(await settings([], {})).toMatchObject({
      url: 'jdbc:postgresql://h/shop',
      locations: 'filesystem:a,filesystem:b',
      'placeholders.app': 'x',
      table: 'two',
      user: 'conf',
    });
    const env = { FLYWAY_TABLE: 'three', FLYWAY_PLACEHOLDERS_APP: 'y' };
    expect(await settings([], env)).toMatchObject({ table: 'three', 'placeholders.app': 'y' });
    const words = ['flyway:migrate', '-Dflyway.table=four', '-Dflyway.placeholders.app=z'];
    expect(await settings(words, env)).toMatchObject({ table: 'four', 'placeholders.app': 'z' });
  });

  it('names folders, ledger and database', async () => {
    const directory = projectFolder({
      'flyway.toml': toml,
      'sql/V2__two.sql': 'SELECT 2;\n',
      'more/deep/V1__one.sql': 'SELECT 1;\n',
      'db/migration/V3__not_named.sql': 'SELECT 3;\n',
    });
    const tool = toolOfFolder(flyway);
    const project = await tool.detect(directory, {});
    if (project === null) throw new Error('not detected');
    expect(project.settings).toMatchObject({ table: 'history', schema: 'ops' });
    const { files } = await tool.migrations(project);
    expect(files.map((one) => one.name)).toEqual(['V1__one.sql', 'V2__two.sql']);
    expect(await tool.connections(project, {})).toMatchObject([
      { host: 'db.example', port: 6543, user: 'app', database: 'shop', tls: { mode: 'require' } },
    ]);
    // Its password is nowhere said, and a URL beside it may have it.
    const env = { DATABASE_URL: 'postgres://app:secret@db.example:6543/shop' };
    expect(await tool.connections(project, env)).toEqual([]);
    const { settings } = project;
    const open = {
      ...project,
      settings: { ...settings, url: ['jdbc:postgresql://$', '{host}/shop'].join('') },
    };
    expect(await tool.connections(open, {})).toEqual([]);
  });
});

describe('what a Spring Boot application tells Flyway', () => {
  const files = {
    'src/main/resources/application.properties': `# spring.flyway.table=no
spring.datasource.url = jdbc:postgresql://db.example:6543/shop
spring.datasource.username: app
spring.datasource.password=\${DB_PASSWORD:p\\u0061ss}
spring.flyway.locations=classpath:db/one,\\
    filesystem:db/{vendor}
spring.flyway.table=history
spring.flyway.default-schema=ops
spring.flyway.placeholders.keyType=text
spring.flyway.installed-by=\${nobody.knows}
spring.profiles.active=staging
`,
    'src/main/resources/application-staging.properties': 'spring.flyway.table=staged\n',
    'src/main/resources/db/one/V1__one.sql': 'SELECT 1;\n',
    'db/postgresql/V2__two.sql': 'SELECT 2;\n',
  };

  it('is where its files, ledger and database are', async () => {
    const tool = toolOfFolder(flyway);
    const project = await tool.detect(projectFolder(files), {});
    if (project === null) throw new Error('not detected');
    expect(project.settings).toMatchObject({ table: 'staged', schema: 'ops' });
    const found = await tool.migrations(project);
    expect(found.files.map((one) => one.name)).toEqual(['V1__one.sql', 'V2__two.sql']);
    expect(await tool.connections(project, {})).toMatchObject([
      { host: 'db.example', port: 6543, user: 'app', password: 'pass', database: 'shop' },
    ]);
  });

  it('is outweighed by its variables and other profiles', async () => {
    const env = { SPRING_FLYWAY_TABLE: 'told', SPRING_PROFILES_ACTIVE: 'other' };
    const said = await flywaySettings(projectFolder(files), [], env);
    expect(Object.fromEntries(said)).toMatchObject({
      table: 'told',
      'placeholders.keytype': 'text',
    });
    expect(said.has('installedby')).toBe(false);
  });

  it('is not what another program of Flyway’s is told', async () => {
    const both = { ...files, 'flyway.conf': 'flyway.locations=filesystem:db/postgresql\n' };
    const said = await flywaySettings(projectFolder(both), [], {});
    expect(Object.fromEntries(said)).toEqual({ locations: 'filesystem:db/postgresql' });
  });
});

describe('placeholders in a replay', () => {
  const files = {
    'flyway.conf': 'flyway.locations=filesystem:sql\nflyway.placeholders.key_type=text\n',
    'sql/V1__tables.sql': `CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE bookings (id integer PRIMARY KEY, user_id \${KEY_TYPE}, said text DEFAULT '\${flyway:table}');
`,
    'sql/V2__key.sql': 'ALTER TABLE bookings ADD FOREIGN KEY (user_id) REFERENCES users (id);\n',
  };

  it('are replaced', async () => {
    const { findings, stderr } = await check(projectFolder(files));
    expect(places(findings), stderr).toEqual(['fault sql/V2__key.sql:1']);
  });

  it('are replaced by what a Spring Boot application says', async () => {
    const { 'flyway.conf': _none, ...sql } = files;
    const folder = projectFolder({
      ...sql,
      'src/main/resources/application.properties':
        'spring.flyway.locations=filesystem:sql\nspring.flyway.placeholders.key_type=text\n',
    });
    const { findings, stderr } = await check(folder);
    expect(places(findings), stderr).toEqual(['fault sql/V2__key.sql:1']);
  });

  it('stop it where nothing says what they stand for', async () => {
    const folder = projectFolder(files);
    writeFileSync(join(folder, 'flyway.conf'), 'flyway.locations=filesystem:sql\n');
    const { code, stderr } = await check(folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/V1__tables\.sql has the placeholder \$\{KEY_TYPE\}/);
  });
});
