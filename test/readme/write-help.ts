import { writeFileSync } from 'node:fs';
import { readmeFile, readReadme, withExplanation, withHelp } from './readme.ts';

// `npm run readme`: writes what the built commands print into README.md.
writeFileSync(readmeFile, withExplanation(withHelp(readReadme())));
