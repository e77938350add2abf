/** Numbers of a dotted version; missing places count as 0. */
export type AgentVersion = readonly number[]

/** Reads `3.2.582.0`; undefined for anything else. */
export function parseAgentVersion(text: string): AgentVersion | undefined {
  return /^\d{1,6}(\.\d{1,6}){2,3}$/.test(text) ? text.split('.').map(Number) : undefined
}

export function isBefore(a: AgentVersion, b: AgentVersion): boolean {
  return compareAgentVersions(a, b) < 0
}

/** Negative when `a` is older, positive when it is newer. */
export function compareAgentVersions(a: AgentVersion, b: AgentVersion): number {
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The version in an agent's `User-Agent`: `… amazon-ssm-agent/3.3.0.0`. An empty one states nothing. */
export function statedAgentVersion(userAgent: string | undefined): AgentVersion | undefined {
  return parseAgentVersion(/(?:^|\s)amazon-ssm-agent\/([\d.]+)/.exec(userAgent ?? '')?.[1] ?? '')
}
