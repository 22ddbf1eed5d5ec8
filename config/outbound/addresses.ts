import ipaddr from 'ipaddr.js';

const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');

/** Azure's wire server answers with instance secrets on an address of the public range. */
const METADATA_ON_PUBLIC_ADDRESS = new Set(['168.63.129.16']);

/**
 * Whether a resolved address, or an IP literal, lies in the public internet. Only ipaddr.js's class `unicast` passes:
 * a list of what is forbidden forgets the next range. Its `unicast` is wider than the internet in version 6, so three forms
 * that it lets through are refused here: everything outside 2000::/3 (`::7f00:1` is 127.0.0.1 to some stacks), ISATAP
 * addresses, which hold a v4 address of any kind, and Azure's wire server.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return !METADATA_ON_PUBLIC_ADDRESS.has(parsed.toString());
  return parsed.match(GLOBAL_UNICAST_V6) && !isIsatap(parsed);
}

/** RFC 5214: interface identifier `0:5efe` or `200:5efe`, then the v4 address. */
function isIsatap(address: ipaddr.IPv6): boolean {
  const [, , , , high, low] = address.parts;
  return (high === 0 || high === 0x200) && low === 0x5efe;
}
