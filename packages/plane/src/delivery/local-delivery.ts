// Delivery within one process: control channels and relays are here.
import type { Scope } from '../domain/basics/scope.ts'
import { scopeKey } from '../domain/basics/scope.ts'
import type { NodeDelivery } from './delivery.ts'
import { Paced } from './paced.ts'

/** What is needed of the control channels of this process. */
export interface NodeSockets {
  isOpen(scope: Scope, nodeId: string): boolean
  /** Nothing happens when the channel has closed. */
  send(scope: Scope, nodeId: string, frame: Uint8Array): void
}

export interface LocalNodeDelivery extends NodeDelivery {
  /** The node's channel has closed: what waits for it is dropped. */
  forget(scope: Scope, nodeId: string): void
}

export function createLocalNodeDelivery(sockets: NodeSockets): LocalNodeDelivery {
  const queues = new Map<string, Paced>()
  return {
    isReachable: (scope, nodeId) => sockets.isOpen(scope, nodeId),
    send(scope, nodeId, frame) {
      if (!sockets.isOpen(scope, nodeId)) return false
      const key = scopeKey(scope, nodeId)
      let queue = queues.get(key)
      if (!queue) {
        queue = new Paced(waiting => {
          // A queue that was forgotten speaks to nobody: its node has another channel since.
          if (queues.get(key) === queue) sockets.send(scope, nodeId, waiting)
        })
        queues.set(key, queue)
      }
      return queue.add(frame)
    },
    sendNow: (scope, nodeId, frame) => sockets.send(scope, nodeId, frame),
    forget: (scope, nodeId) => void queues.delete(scopeKey(scope, nodeId)),
  }
}
