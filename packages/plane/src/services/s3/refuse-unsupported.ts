import { headersOf } from '@hostler/wire/protocols/rest-xml/headers-of'
import type { Call } from '../operation.ts'
import { aclNotSupported, invalidArgument, notImplemented } from './errors.ts'

/** Headers that ask for what is not here. */
const unsupported = [
  /^x-amz-server-side-encryption-(?:customer|aws-kms|context)/,
  /^x-amz-object-lock-/,
  /^x-amz-bucket-object-lock-enabled$/,
  /^x-amz-website-redirect-location$/,
  /^x-amz-copy-source-server-side-encryption-/,
  /^x-amz-write-offset-bytes$/,
]

/** ACLs that say what holds for every object anyway: the bucket's owner has it. */
const harmlessAcls = new Set(['bucket-owner-full-control', 'private'])

/** Throws NotImplemented for what is out of scope: another behaviour than was asked for would be worse. */
export function refuseUnsupported({ request }: Call): void {
  const headers = headersOf(request)
  for (const name of Object.keys(headers)) {
    if (unsupported.some(pattern => pattern.test(name))) throw notImplemented(name)
    if (name.startsWith('x-amz-grant-')) throw aclNotSupported()
  }
  const acl = headers['x-amz-acl']
  if (acl !== undefined && !harmlessAcls.has(acl)) throw aclNotSupported()
  const encryption = headers['x-amz-server-side-encryption']
  if (encryption?.startsWith('aws:')) throw notImplemented('x-amz-server-side-encryption')
  if (encryption !== undefined && encryption !== 'AES256') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      encryption,
    )
  }
  const storageClass = headers['x-amz-storage-class']
  if (storageClass !== undefined && storageClass !== 'STANDARD') throw notImplemented('x-amz-storage-class')
}
