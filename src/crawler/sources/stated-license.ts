import { bothLicenses, licenseOfExpression } from './license-expression.js';
import { conditionOf } from './license-terms.js';
import { isNoStatement, licenseOfUrl, otherLicense, type License } from './license.js';
import { webUrl } from './reply-fields.js';

/**
 * The licence of a picture of which somebody tells a name (id, short name, expression or address) and an address of the
 * licence, or one of them. Where they tell different licences both hold, as `A AND B`, so that neither is more permissive
 * than what was said. Null: nothing is told.
 */
export function statedLicense(name: string | null, url: string | null): License | null {
  const byUrl = licenseOfUrl(url);
  const byName = name === null ? null : licenseOfText(name, byUrl === null ? url : null);
  if (byName === null || byUrl === null) return byUrl ?? byName;
  if (byName.id === byUrl.id || isMeantBy(byName, byUrl)) return byUrl;
  return bothLicenses(byName, byUrl) ?? otherLicense(byName.name, null);
}

/** Words that are not understood may be the condition that matters, so they are a licence of their own. */
function licenseOfText(name: string, url: string | null): License | null {
  const address = webUrl(name);
  if (address !== null) return licenseOfUrl(address);
  if (isNoStatement(name)) return null;
  const known = licenseOfExpression(name);
  return known ? { ...known, url: known.url ?? url } : otherLicense(name, url);
}

/** A name without a version, or of the public domain at large, is made precise by an address. */
function isMeantBy(name: License, address: License): boolean {
  if (name.id === 'LicenseRef-Public-Domain') return conditionOf(address.id) === 'public-domain';
  return name.id === `LicenseRef-${address.id.replace(/^LicenseRef-/, '').replace(/-\d.*$/, '')}`;
}
