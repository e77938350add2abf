import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { HttpTimeout, nodeTransport } from './http.ts'
import { trustRoots } from './trust-roots.ts'

const transport = nodeTransport(trustRoots(undefined, () => {}))
const signal = new AbortController().signal

async function serve(answer: http.RequestListener): Promise<URL> {
  const server = http.createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

const get = (url: URL, timeoutMs = 60_000, aborted = signal) =>
  transport({ method: 'GET', url, headers: {}, timeoutMs }, aborted)

test('a zipped answer is unzipped', async () => {
  const url = await serve((_request, response) => {
    response.setHeader('Content-Encoding', 'gzip').end(gzipSync('hello'))
  })
  expect(await get(url)).toMatchObject({ status: 200, body: 'hello' })
})

test('an answer that grows without bound is cut off, zipped or not', async () => {
  const zeros = Buffer.alloc(9 * 1024 * 1024)
  const plain = await serve((_request, response) => response.end(zeros))
  await expect(get(plain)).rejects.toThrow('larger than')
  const zipped = await serve((_request, response) => {
    response.setHeader('Content-Encoding', 'gzip').end(gzipSync(zeros))
  })
  await expect(get(zipped)).rejects.toThrow()
})

test('an answer that claims to be zipped and is not is an error', async () => {
  const url = await serve((_request, response) => {
    response.setHeader('Content-Encoding', 'gzip').end('plain')
  })
  await expect(get(url)).rejects.toThrow()
})

test('an answer that ends early is an error', async () => {
  const url = await serve((_request, response) => {
    response.setHeader('Content-Length', '100').write('half')
    setImmediate(() => response.destroy())
  })
  await expect(get(url)).rejects.toThrow()
})

test('a redirect is an answer like any other', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end()
  })
  expect((await get(url)).status).toBe(302)
})

test('an answer that does not come is a timeout', async () => {
  const url = await serve(() => {})
  await expect(get(url, 20)).rejects.toThrow(HttpTimeout)
})

test('an aborted request rejects with the reason of the abort', async () => {
  const stopping = new AbortController()
  const url = await serve(() => stopping.abort(new Error('stopped')))
  await expect(get(url, 60_000, stopping.signal)).rejects.toThrow('stopped')
})
