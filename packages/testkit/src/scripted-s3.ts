// As much of an S3 store as Hostler needs of one, in memory: one bucket or many by path, nothing checked but what a test
// relies on. Not AWS's order of errors, no permission, no signature.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ScriptedS3 extends AsyncDisposable {
  readonly url: string
  /** By bucket and key, `bucket/key`. */
  readonly objects: Map<string, { bytes: Buffer; readonly at: Date }>
  /** By upload id. */
  readonly uploads: Map<string, ScriptedUpload>
  /** Names of the calls that came, e.g. `PutObject`. */
  readonly calls: string[]
  /** Says what the next calls are answered instead; undefined for as usual. */
  refuse: ((call: string) => { readonly status: number; readonly code: string } | undefined) | undefined
}

export interface ScriptedUpload {
  readonly object: string
  at: Date
  readonly parts: Map<number, Buffer>
}

interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

interface Asked {
  readonly object: string
  readonly bucket: string
  readonly query: URLSearchParams
  readonly range: string | undefined
  readonly body: Buffer
}

/** @param pageSize how many a listing answers at once */
export async function startScriptedS3(pageSize = 1000): Promise<ScriptedS3> {
  const store = { objects: new Map(), uploads: new Map(), calls: [], refuse: undefined } as unknown as ScriptedS3
  const server = createServer((request, response) => {
    answer(store, pageSize, request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(store, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  })
}

async function answer(
  store: ScriptedS3,
  pageSize: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url!, store.url)
  const [bucket = '', key = ''] = decodeURIComponent(pathname.slice(1)).split(/\/(.*)/s)
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
  const call = nameOf(request.method!, key, query)
  store.calls.push(call)
  const refusal = store.refuse?.(call)
  const asked: Asked = { bucket, object: `${bucket}/${key}`, query, range: request.headers.range, body }
  const reply = refusal
    ? fault(refusal.status, refusal.code)
    : (replies[call]?.(store, asked, pageSize) ?? fault(501, call))
  response.writeHead(reply.status ?? 200, reply.headers)
  response.end(reply.body)
}

function nameOf(method: string, key: string, query: URLSearchParams): string {
  const about = query.has('uploads') ? 'uploads' : query.has('uploadId') ? 'uploadId' : key === '' ? 'bucket' : 'object'
  return names[`${method} ${about}`] ?? `${method} ${about}`
}

const names: Readonly<Record<string, string>> = {
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'DELETE object': 'DeleteObject',
  'GET bucket': 'ListObjectsV2',
  'POST uploads': 'CreateMultipartUpload',
  'GET uploads': 'ListMultipartUploads',
  'PUT uploadId': 'UploadPart',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
}

const replies: Readonly<Record<string, (store: ScriptedS3, asked: Asked, pageSize: number) => Reply>> = {
  PutObject({ objects }, { object, body }) {
    objects.set(object, { bytes: body, at: new Date() })
    return { headers: { etag: '"1"' } }
  },
  GetObject({ objects }, { object, range }) {
    const bytes = objects.get(object)?.bytes
    if (!bytes) return fault(404, 'NoSuchKey')
    const [, from, until] = /^bytes=(\d+)-(\d*)$/.exec(range ?? 'bytes=0-')!
    if (Number(from) >= bytes.length) return fault(416, 'InvalidRange')
    return { status: 206, body: bytes.subarray(Number(from), until === '' ? undefined : Number(until) + 1) }
  },
  DeleteObject({ objects }, { object }) {
    objects.delete(object)
    return { status: 204 }
  },
  ListObjectsV2({ objects }, { bucket, query }, pageSize) {
    const after = query.get('continuation-token') ?? ''
    const found = [...objects.keys()].filter(name => name.startsWith(`${bucket}/${query.get('prefix') ?? ''}`)).sort()
    const page = found.filter(name => name > after).slice(0, pageSize)
    const isTruncated = page.length > 0 && page.at(-1) !== found.at(-1)
    const rows = page.map(name => element('Contents', { Key: keyOf(name), LastModified: time(objects.get(name)!.at) }))
    const next: Record<string, string> = isTruncated ? { NextContinuationToken: page.at(-1)! } : {}
    return { body: element('ListBucketResult', { IsTruncated: String(isTruncated), ...next }, rows) }
  },
  CreateMultipartUpload({ uploads }, { object }) {
    const id = `upload-${uploads.size}-${Math.random()}`
    uploads.set(id, { object, at: new Date(), parts: new Map() })
    return { body: element('InitiateMultipartUploadResult', { UploadId: id }) }
  },
  UploadPart({ uploads }, { query, body }) {
    const upload = uploads.get(query.get('uploadId')!)
    if (!upload) return fault(404, 'NoSuchUpload')
    upload.parts.set(Number(query.get('partNumber')), body)
    return { headers: { etag: `"${query.get('partNumber')}"` } }
  },
  CompleteMultipartUpload({ objects, uploads }, { query, body }) {
    const upload = uploads.get(query.get('uploadId')!)
    if (!upload) return fault(404, 'NoSuchUpload')
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number))
    const parts = numbers.map(number => upload.parts.get(number)!)
    if (parts.slice(0, -1).some(part => part.length < 5 * 1024 * 1024)) return fault(400, 'EntityTooSmall')
    objects.set(upload.object, { bytes: Buffer.concat(parts), at: new Date() })
    uploads.delete(query.get('uploadId')!)
    return { body: element('CompleteMultipartUploadResult', { ETag: '1' }) }
  },
  AbortMultipartUpload({ uploads }, { query }) {
    return uploads.delete(query.get('uploadId')!) ? { status: 204 } : fault(404, 'NoSuchUpload')
  },
  ListMultipartUploads({ uploads }, { bucket, query }, pageSize) {
    const found = [...uploads]
      .filter(([, { object }]) => object.startsWith(`${bucket}/${query.get('prefix') ?? ''}`))
      .sort(([, a], [, b]) => (a.object < b.object ? -1 : 1))
    const marker = query.get('key-marker') ?? ''
    const page = found.filter(([, { object }]) => keyOf(object) > marker).slice(0, pageSize)
    const isTruncated = page.length > 0 && page.at(-1) !== found.at(-1)
    const [nextId, next] = page.at(-1) ?? []
    const rows = page.map(([id, { object, at }]) =>
      element('Upload', { Key: keyOf(object), UploadId: id, Initiated: time(at) }),
    )
    const markers: Record<string, string> = isTruncated
      ? { NextKeyMarker: keyOf(next!.object), NextUploadIdMarker: nextId! }
      : {}
    return { body: element('ListMultipartUploadsResult', { IsTruncated: String(isTruncated), ...markers }, rows) }
  },
}

const keyOf = (object: string) => object.slice(object.indexOf('/') + 1)
const time = (at: Date) => at.toISOString()

function fault(status: number, code: string): Reply {
  return { status, body: element('Error', { Code: code, Message: code }) }
}

function element(name: string, fields: Readonly<Record<string, string>>, children: readonly string[] = []): string {
  const inner = Object.entries(fields).map(([field, value]) => `<${field}>${value}</${field}>`)
  return `<${name}>${[...inner, ...children].join('')}</${name}>`
}
