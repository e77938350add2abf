const compiled = new Map<string, RegExp>()

/** Labels of a path that fits `/v1/thing/{Id}`, still percent-encoded; undefined when it does not fit. */
export function matchUri(template: string, path: string): Readonly<Record<string, string>> | undefined {
  let pattern = compiled.get(template)
  if (!pattern) {
    pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    compiled.set(template, pattern)
  }
  const match = pattern.exec(path)
  return match ? { ...match.groups } : undefined
}
