import { malformedPolicy } from '../errors.ts'

interface Statement {
  readonly Resource?: string | readonly string[]
  readonly Action?: string | readonly string[]
}

/** Of a document that is valid as a policy: it must be about this bucket and about S3. Throws MalformedPolicy. */
export function checkBucketPolicy(text: string, bucket: string): void {
  const { Statement } = JSON.parse(text) as { readonly Statement: Statement | readonly Statement[] }
  for (const { Resource, Action } of [Statement].flat()) {
    const arn = `arn:aws:s3:::${bucket}`
    const isOwn = (resource: string) => resource === arn || resource.startsWith(`${arn}/`)
    if (![Resource ?? arn].flat().every(isOwn)) throw malformedPolicy('Policy has invalid resource')
    const isOfS3 = (action: string) => action === '*' || /^s3:/i.test(action)
    if (![Action ?? '*'].flat().every(isOfS3)) throw malformedPolicy('Policy has invalid action')
  }
}
