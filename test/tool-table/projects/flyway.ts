import { pomWith } from '../installers/maven.ts';
import { foreignKey, type ToolProject } from '../tool-project.ts';

const packages = {
  'org.flywaydb:flyway-maven-plugin': '13.12.0',
  'org.flywaydb:flyway-database-postgresql': '13.12.0',
  'org.postgresql:postgresql': '42.7.14',
};

/** https://documentation.red-gate.com/flyway/reference/usage/maven-goal */
export const flyway: ToolProject = {
  name: 'Flyway (Maven plugin)',
  from: 'maven',
  packages,
  version: 'org.flywaydb:flyway-maven-plugin',
  // What stands beside a plugin Maven fetches when it is called.
  ready: ['mvn', '-B', '-q', 'flyway:info', '-Dflyway.skip=true'],
  migration: 'src/main/resources/db/migration/V1__add_booking_key.sql',
  migrate: ['mvn', '-B', '-o', 'flyway:migrate'],
  status: {
    command: ['mvn', '-B', '-o', 'flyway:info'],
    recorded: /\| 1 +\| add booking key +\| SQL +\| [^|]*\| Success/,
  },
  export: { format: 'flyway', revert: 'undo' },
  files: ({ host, port, user, password, database }) => ({
    'pom.xml': pomWith(
      packages,
      `          <url>jdbc:postgresql://${host}:${port}/${database}</url>
          <user>${user}</user>
          <password>${password ?? ''}</password>
          <locations>
            <location>filesystem:src/main/resources/db/migration</location>
          </locations>
          <baselineOnMigrate>true</baselineOnMigrate>
          <baselineVersion>0</baselineVersion>
`,
    ),
    'src/main/resources/db/migration/V1__add_booking_key.sql': `${foreignKey.sql};\n`,
  }),
};
