import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ControlUpgradeParts, createControlUpgrade } from './control/control-upgrade.ts'
import type { DataUpgrade } from './data/data-upgrade.ts'

/** Handles `upgrade` events of one server: what is no data channel is a control channel, or nothing. */
export function upgradeTo(
  { control, data }: { readonly control: ControlUpgradeParts; readonly data: DataUpgrade },
  secure: boolean,
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const upgradeControl = createControlUpgrade(control, secure)
  return (incoming, socket, head) => {
    if (!data.take(incoming, socket, head, secure)) upgradeControl(incoming, socket, head)
  }
}
