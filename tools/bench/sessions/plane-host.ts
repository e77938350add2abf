// A host as the plane sees it: a control channel, and a data channel for each session that it is told to start.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readJson } from '@hostler/channel/payloads/json-payload'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { WebSocket } from 'ws'
import type { SeededNode } from '../seed.ts'
import { region } from '../signed-requests.ts'
import { read } from './frames.ts'
import { runHostEnd } from './host-end.ts'

/** Resolves when the plane has taken the control channel. */
export async function runPlaneHost(port: number, node: SeededNode): Promise<void> {
  const control = await openChannel(port, node, `/v1/control-channel/${node.id}`, '?role=subscribe&stream=input')
  control.on('message', (data: Buffer) => {
    const frame = read(data)
    if (frame.type !== messageTypes.startSession) return
    const sessionId = String(readJson(frame.payload)?.['TaskId'])
    void openChannel(port, node, `/v1/data-channel/${sessionId}`, '?role=publish_subscribe').then(runHostEnd)
  })
  control.ping()
  await once(control, 'pong')
}

async function openChannel(port: number, node: SeededNode, path: string, query: string): Promise<WebSocket> {
  const url = new URL(`http://127.0.0.1:${port}${path}`)
  const scope = { region, service: 'ssmmessages', now: new Date() }
  const body = JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID(), ClientId: '' })
  const posted = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body }
  const answer = await fetch(url, { method: 'POST', headers: signRequest(posted, node.credentials, scope), body })
  const token = /<TokenValue>([^<]+)</.exec(await answer.text())?.[1]
  if (token === undefined) throw new Error(`${path}: ${answer.status}`)
  const upgraded = new URL(url + query)
  const headers = signRequest({ method: 'GET', url: upgraded, headers: {} }, node.credentials, scope)
  const socket = new WebSocket(String(upgraded).replace('http', 'ws'), { headers, perMessageDeflate: false })
  await once(socket, 'open')
  socket.send(JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID(), TokenValue: token }))
  return socket
}
