/**
 * The bucket in a Host header of the virtual-hosted style, in lower case; undefined when the host is S3 itself or
 * somebody else's. `domains` are those below which S3 is served: S3 itself is `s3.<domain>`, `s3.<region>.<domain>`,
 * `s3-<region>.<domain>`, `s3.dualstack.<region>.<domain>`; all that stands before is the bucket, dots included.
 */
export function bucketOfHost(host: string, domains: readonly string[]): string | undefined {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const domain = domains.find(each => name.endsWith(`.${each.toLowerCase()}`))
  if (domain === undefined) return undefined
  const labels = name.slice(0, -domain.length - 1).split('.')
  const own = ownLabels(labels)
  return own === 0 || own === labels.length ? undefined : labels.slice(0, labels.length - own).join('.')
}

/** How many labels at the end are S3's own. */
function ownLabels(labels: readonly string[]): number {
  const isS3 = (label: string | undefined): boolean => label === 's3' || label === 's3-fips'
  if (isS3(labels.at(-3)) && labels.at(-2) === 'dualstack') return 3
  if (isS3(labels.at(-2))) return 2
  return /^s3(?:-[a-z0-9-]+)?$/.test(labels.at(-1) ?? '') ? 1 : 0
}
