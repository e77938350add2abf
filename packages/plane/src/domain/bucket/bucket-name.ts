import { DomainError } from '../basics/errors.ts'

/** Of two characters at least: AWS wants three, and `v1` is a name that people want here. */
const form = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){0,61}[a-z0-9]$/
const address = /^\d+\.\d+\.\d+\.\d+$/
const reservedPrefixes = ['xn--', 'sthree-', 'amzn-s3-demo-']
const reservedSuffixes = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/** Whether a general purpose bucket may be called so. Names are labels of a host name, and some are spoken for. */
export function isBucketName(name: string): boolean {
  return (
    form.test(name) &&
    !address.test(name) &&
    !reservedPrefixes.some(prefix => name.startsWith(prefix)) &&
    !reservedSuffixes.some(suffix => name.endsWith(suffix))
  )
}

/** Throws `bucket-name.invalid`. */
export function checkBucketName(name: string): void {
  if (!isBucketName(name)) throw new DomainError('bucket-name', 'invalid', name)
}
