import type { Target } from '../postgres/target.ts';

const services =
  /\.(rds\.amazonaws\.com|database\.azure\.com|supabase\.(co|com)|neon\.tech|render\.com|railway\.app|rlwy\.net|ondigitalocean\.com|aivencloud\.com|cockroachlabs\.cloud|timescaledb?\.io|crunchybridge\.com|fly\.dev|elephantsql\.com)$/i;

/**
 * Why a database looks like one that people depend on: one clause; null where nothing says so. A guess on the safe side.
 *
 * @param environments names such as NODE_ENV's value
 */
export function looksLikeProduction(
  target: Pick<Target, 'host' | 'database'>,
  environments: readonly (string | undefined)[],
): string | null {
  const named = environments.find((one) => one !== undefined && isProduction(one));
  if (named !== undefined) return `the environment is ${named}`;
  if (isProduction(target.host)) return `its host is called ${target.host}`;
  if (isProduction(target.database)) return `it is called ${target.database}`;
  if (services.test(target.host)) return `${target.host} is a hosting service's`;
  return null;
}

function isProduction(name: string): boolean {
  return /(^|[^a-z])(prod|production|prd|live)([^a-z]|$)/i.test(name);
}
