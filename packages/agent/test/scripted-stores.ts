// S3 and CloudWatch Logs in one, answering what the test says. A request whose signature does not hold is refused.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { checkSignature } from './check-signature.ts'
import { Recorder } from './recorder.ts'

export type StoreCall = {
  /** `Logs.PutLogEvents`, or `PUT /bucket/key`: method, path and query as they came. */
  name: string
  headers: http.IncomingHttpHeaders
  body: Buffer
  region: string
}
export type StoreAnswer = { status?: number; headers?: Record<string, string>; body?: string | Buffer }

export const ENCRYPTED =
  '<?xml version="1.0"?><ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>' +
  '<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>'

export class ScriptedStores {
  readonly seen = new Recorder<StoreCall>()
  /** Resolves to an answer, or never, or to undefined for a connection that is cut. */
  answer: (call: StoreCall) => StoreAnswer | undefined | Promise<StoreAnswer | undefined> = call => usual(call)
  readonly #server = http.createServer((request, response) => void this.#receive(request, response))

  static async open(): Promise<ScriptedStores> {
    const stores = new ScriptedStores()
    await new Promise<void>(resolve => stores.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => stores.close())
    return stores
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** For what begins with `name` this answer, for all else the usual ones. */
  answerTo(name: string, answer: StoreAnswer | undefined | ((call: StoreCall) => StoreAnswer | undefined)): void {
    const before = this.answer
    this.answer = call => {
      if (!call.name.startsWith(name)) return before(call)
      return typeof answer === 'function' ? answer(call) : answer
    }
  }

  /** JSON of the calls of an operation. */
  inputs(name: string): Record<string, unknown>[] {
    const calls = this.seen.all.filter(call => call.name === name)
    return calls.map(({ what }) => JSON.parse(what.body.toString()) as Record<string, unknown>)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const body = Buffer.concat(chunks)
    const target = request.headers['x-amz-target']
    const operation = typeof target === 'string' && target.replace('Logs_20140328', 'Logs')
    const signed = checkSignature(request, body, '')
    const isSigned = typeof signed !== 'string' && signed.service === (operation ? 'logs' : 's3')
    const name = isSigned ? operation || `${request.method} ${request.url}` : `bad signature: ${JSON.stringify(signed)}`
    const region = typeof signed === 'string' ? '' : signed.region
    const call = { name, headers: request.headers, body, region }
    const answer = isSigned ? this.answer(call) : { status: 403 }
    this.seen.record(name, call)
    const { status = 200, headers = {}, body: text = '' } = (await answer) ?? {}
    if ((await answer) === undefined) return void request.socket.destroy()
    response.writeHead(status, headers)
    response.end(text)
  }
}

/** A bucket and a log group as they should be. */
function usual({ name, body }: StoreCall): StoreAnswer {
  if (name === 'Logs.DescribeLogGroups') {
    const { logGroupNamePrefix } = JSON.parse(body.toString()) as Record<string, string>
    return { body: JSON.stringify({ logGroups: [{ logGroupName: logGroupNamePrefix, kmsKeyId: 'arn:aws:kms:key' }] }) }
  }
  if (name.startsWith('Logs.')) return { body: '{}' }
  if (name.endsWith('?encryption=')) return { body: ENCRYPTED }
  if (name.endsWith('?uploads=')) return { body: '<R><UploadId>id+/=1</UploadId></R>' }
  if (name.startsWith('PUT ')) return { headers: { ETag: '"0123abc"' } }
  return {}
}
