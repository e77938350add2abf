// `hostler sessions verify --bucket`: records as they lie in a bucket, with S3 alone. Looks at every version: who may put
// objects can lay another one over a record, and cannot take the one below away.
import type { S3Client } from '@aws-sdk/client-s3'
import type { Clients } from '../../aws/clients.ts'
import { CommandError } from '../../output/failure.ts'
import { oneLine } from '../../output/harmless-text.ts'
import { print } from '../../output/terminal.ts'
import { readKeyFile, toVerifyKey, type VerifyKey } from '../verify-key.ts'
import { bytesOf, type ListedVersion, versionsByKey } from './bucket-versions.ts'
import { type CheckedVersion, judge, recordEnding } from './judge-versions.ts'
import { checkBytes } from './check-bytes.ts'

export interface VerifyBucketOptions {
  readonly bucket: string
  readonly prefix?: string
  readonly key?: string
}

const keyName = 'hostler-record-key.pem'

/** @param ids sessions whose records must be there; all that are there when empty */
export async function verifyBucket(
  clients: Clients,
  ids: readonly string[],
  options: VerifyBucketOptions,
): Promise<void> {
  const s3 = await clients.s3()
  const { bucket } = options
  const prefix = options.prefix?.replace(/\/+$/, '')
  const folder = prefix ? `${prefix}/` : ''
  const { key, isDoubtful } = await keyFor(s3, bucket, folder, options.key)
  const missing = new Set(ids)
  let found = 0
  let faulty = 0
  for await (const [name, versions] of versionsByKey(s3, bucket, folder)) {
    const id = sessionOf(name)
    if (id === undefined || (ids.length > 0 && !ids.includes(id))) continue
    missing.delete(id)
    const { lines, isFaulty, isGone } = judge(id, await checkVersions(s3, bucket, id, versions, key))
    print(lines.map(line => oneLine(line)).join('\n'))
    found++
    if (isFaulty || (isGone && ids.length > 0)) faulty++
  }
  for (const id of missing) print(`${oneLine(id)}: there is no record of it in the bucket`)
  if (found + missing.size === 0) throw new CommandError(`s3://${bucket}/${folder} holds no ${recordEnding} object.`)
  const failed = faulty + missing.size
  if (failed > 0) throw new CommandError(`${failed} of ${found + missing.size} records did not pass.`)
  if (isDoubtful) throw new CommandError(`${keyName} was written over with another key.`)
}

async function checkVersions(
  s3: S3Client,
  bucket: string,
  sessionId: string,
  versions: readonly ListedVersion[],
  key: VerifyKey,
): Promise<readonly CheckedVersion[]> {
  const checked: CheckedVersion[] = []
  for (const version of versions) {
    if (version.isDeleteMarker) checked.push({ version })
    else checked.push({ version, ...(await checkBytes(bytesOf(s3, bucket, version), sessionId, key)) })
  }
  return checked
}

/** `…/SESSION.record` */
function sessionOf(key: string): string | undefined {
  return key.endsWith(recordEnding) ? key.slice(key.lastIndexOf('/') + 1, -recordEnding.length) : undefined
}

interface FoundKey {
  readonly key: VerifyKey
  /** There is more than one in the bucket. */
  readonly isDoubtful: boolean
}

/** The file's; else that of the bucket, the oldest there is, which proves less: whoever forges records may forge it too. */
async function keyFor(s3: S3Client, bucket: string, folder: string, file: string | undefined): Promise<FoundKey> {
  if (file !== undefined) return { key: await readKeyFile(file), isDoubtful: false }
  const name = folder + keyName
  const texts: string[] = []
  for await (const [key, versions] of versionsByKey(s3, bucket, name)) {
    if (key !== name) continue
    for (const version of versions) if (!version.isDeleteMarker) texts.push(await textOf(s3, bucket, version))
  }
  const oldest = texts.at(-1)
  if (oldest === undefined) throw new CommandError(`s3://${bucket}/${name} is not there: give --key with a file.`)
  process.stderr.write(
    `The key is the one in the bucket: it shows that records agree with it, not who wrote them. Give --key to know.\n`,
  )
  return { key: toVerifyKey(oldest, `s3://${bucket}/${name}`), isDoubtful: new Set(texts).size > 1 }
}

const keyBytesMax = 16_384

async function textOf(s3: S3Client, bucket: string, version: ListedVersion): Promise<string> {
  let bytes = Buffer.alloc(0)
  for await (const piece of bytesOf(s3, bucket, version)) {
    bytes = Buffer.concat([bytes, piece])
    if (bytes.length > keyBytesMax) break
  }
  return bytes.toString()
}
