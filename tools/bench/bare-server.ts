// What every number is compared with: the least that a node:http server must do to answer a JSON call. It reads the
// body and answers a fixed text of as many bytes as the plane's answer has.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const sizeBytes = Number(process.argv[2])
const body = JSON.stringify({ filler: 'x'.repeat(Math.max(0, sizeBytes - 13)) })
const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-RequestId': '00000000-0000-4000-8000-000000000000',
  'content-length': String(body.length),
}

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    Buffer.concat(chunks)
    outgoing.writeHead(200, headers).end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
