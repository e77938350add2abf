// The operations of CloudWatch Logs that the agent calls.
import type { CredentialSource } from '../credentials/credentials.ts'
import { parseJsonObject, textOf } from '../runtime/files.ts'
import { AwsError } from './aws-error.ts'
import type { JsonApi } from './json-api.ts'

export type LogGroup = { kmsKeyId: string | undefined }
export type LogStream = { logGroupName: string; logStreamName: string }
export type LogEvent = { message: string; timestamp: number }

/** A name that is asked for as a prefix comes first: whoever pages on and on without it never will have it. */
const PAGES_MAX = 10

export class LogsApi {
  readonly #api: JsonApi
  readonly #credentials: CredentialSource

  constructor(api: JsonApi, credentials: CredentialSource) {
    this.#api = api
    this.#credentials = credentials
  }

  /** Undefined where there is no group of exactly that name. */
  async findGroup(name: string, signal: AbortSignal): Promise<LogGroup | undefined> {
    const found = await this.#find('DescribeLogGroups', { logGroupNamePrefix: name }, 'logGroup', name, signal)
    return found && { kmsKeyId: textOf(found['kmsKeyId']) || undefined }
  }

  /** Makes the stream; one that is there already is as good. */
  async createStream({ logGroupName, logStreamName }: LogStream, signal: AbortSignal): Promise<void> {
    try {
      await this.#call('CreateLogStream', { logGroupName, logStreamName }, signal)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error
    }
  }

  /** What the next events of the stream have to show; undefined for one that has none yet. */
  async findToken({ logGroupName, logStreamName }: LogStream, signal: AbortSignal): Promise<string | undefined> {
    const input = { logGroupName, logStreamNamePrefix: logStreamName }
    const found = await this.#find('DescribeLogStreams', input, 'logStream', logStreamName, signal)
    return textOf(found?.['uploadSequenceToken']) || undefined
  }

  /** Resolves to the token that follows, if one is told. */
  async putEvents(
    { logGroupName, logStreamName }: LogStream,
    logEvents: readonly LogEvent[],
    sequenceToken: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const input = { logEvents, logGroupName, logStreamName, sequenceToken }
    return textOf((await this.#call('PutLogEvents', input, signal))['nextSequenceToken']) || undefined
  }

  async #find(
    operation: string,
    input: Record<string, unknown>,
    what: 'logGroup' | 'logStream',
    name: string,
    signal: AbortSignal,
  ): Promise<Record<string, unknown> | undefined> {
    let nextToken: string | undefined
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await this.#call(operation, { ...input, nextToken }, signal)
      const items = answer[`${what}s`]
      const found = (Array.isArray(items) ? (items as (Record<string, unknown> | null)[]) : []).find(
        item => item?.[`${what}Name`] === name,
      )
      if (found) return found
      nextToken = textOf(answer['nextToken']) || undefined
      if (nextToken === undefined) return undefined
    }
    return undefined
  }

  async #call(
    operation: string,
    input: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const text = await this.#api.call({ operation, input, credentials: this.#credentials }, signal)
    return parseJsonObject(text) ?? {}
  }
}
