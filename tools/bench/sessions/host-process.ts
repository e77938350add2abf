// The hosts of measured sessions, in a process of their own. `direct` listens for clients; `pipe PORT COUNT` joins the
// pipe under the keys 0, 1, …; `plane PORT FILE` opens the control channels of the nodes in a JSON file.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { SeededNode } from '../seed.ts'
import { runHostEnd } from './host-end.ts'
import { runPlaneHost } from './plane-host.ts'

const [mode, port, last] = process.argv.slice(2)

if (mode === 'direct') {
  const server = createServer()
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', socket => runHostEnd(socket))
  server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port))
} else if (mode === 'pipe') {
  for (let key = 0; key < Number(last); key++) {
    runHostEnd(new WebSocket(`ws://127.0.0.1:${port}/host/${key}`, { perMessageDeflate: false }))
  }
  tell(Number(port))
} else {
  const nodes = JSON.parse(readFileSync(last!, 'utf8')) as SeededNode[]
  await Promise.all(nodes.map(node => runPlaneHost(Number(port), node)))
  tell(Number(port))
}
process.once('SIGINT', () => process.exit(0))

/** The line that whoever started this waits for. */
function tell(where: number): void {
  console.log(`http://127.0.0.1:${where} \n`)
}
