// Which bucket a Host header names. Below S3's own names (`s3.REGION.DOMAIN`) everything in front is a bucket; below the
// plane's other names too, since some clients put the bucket before whatever endpoint they are given.
import { bucketOfHost } from '@hostler/wire/protocols/rest-xml/bucket-of-host'

/** @param domains below which S3 has names of its own @param names of the plane itself, without ports */
export function createBucketOfHost(domains: readonly string[], names: readonly string[]) {
  return (host = ''): string | undefined => bucketOfHost(host, [...domains, ...names]) ?? beforeName(host, names)
}

function beforeName(host: string, names: readonly string[]): string | undefined {
  const bare = host.toLowerCase().replace(/:\d*$/, '')
  const name = names.find(each => bare.endsWith(`.${each}`))
  const bucket = name === undefined ? undefined : bare.slice(0, -name.length - 1)
  return bucket === undefined || /^s3(?:[.-]|$)/.test(bucket) ? undefined : bucket
}
