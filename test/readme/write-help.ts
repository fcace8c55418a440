import { writeFileSync } from 'node:fs';
import { readmeFile, readReadme, withHelp } from './readme.ts';

// `npm run readme`: writes the help of the built commands into README.md.
writeFileSync(readmeFile, withHelp(readReadme()));
