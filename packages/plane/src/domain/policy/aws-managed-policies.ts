// AWS's own managed policies, read once from the files that come with the plane (their source is told beside them).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ManagedPolicy, ManagedPolicyCatalogue } from './managed-policy.ts'

/** One file: what AWS publishes of a policy's default version. */
interface PolicyFile {
  readonly PolicyName: string
  readonly Arn: string
  readonly Path: string
  readonly DefaultVersionId: string
  readonly CreateDate: string
  readonly UpdateDate: string
  readonly Document: unknown
}

/** Reads every `*.json` of a folder. Throws when a file cannot be read. */
export function loadAwsManagedPolicies(folder: string): ManagedPolicyCatalogue {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  const policies = files.map(name => toPolicy(JSON.parse(readFileSync(join(folder, name), 'utf8')) as PolicyFile))
  policies.sort((a, b) => (a.name < b.name ? -1 : 1))
  const byArn = new Map(policies.map(policy => [policy.arn, policy]))
  return { find: arn => byArn.get(arn), list: () => policies }
}

function toPolicy(file: PolicyFile): ManagedPolicy {
  return {
    name: file.PolicyName,
    arn: file.Arn,
    path: file.Path,
    defaultVersionId: file.DefaultVersionId,
    createdAt: new Date(file.CreateDate),
    updatedAt: new Date(file.UpdateDate),
    document: JSON.stringify(file.Document, undefined, 4),
  }
}
