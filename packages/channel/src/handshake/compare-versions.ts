/**
 * Orders two versions as the stock plugin does: part by part, and only where both have as many parts. Its gates have
 * four numeric parts, so a version of three is older than nothing and newer than nothing.
 *
 * @returns below, above or 0; undefined where they do not compare, which counts as "not supported"
 */
export function compareVersions(one: string, other: string): number | undefined {
  const [parts, others] = [one.split('.'), other.split('.')]
  if (parts.length !== others.length) return undefined
  for (const [place, part] of parts.entries()) {
    const [mine, theirs] = [readPart(part), readPart(others[place]!)]
    if (mine === undefined || theirs === undefined) return undefined
    if (mine !== theirs) return mine < theirs ? -1 : 1
  }
  return 0
}

function readPart(part: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(part) ? Number(part) : undefined
}
