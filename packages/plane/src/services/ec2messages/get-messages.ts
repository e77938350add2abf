import * as ec2messages from '@hostler/wire/models/ec2messages'
import { may } from '../../access/ask.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import { operationsOf } from '../operation.ts'

export interface Ec2messagesParts {
  readonly clock: Clock
}

/** Agents give up after 20 s, and rest for 2 s after an answer that came within one. */
const pollMs = 17_000

/** The legacy long poll. Nothing is sent over it yet, so a poll is held and then answered with no messages. */
export const GetMessages = operationsOf<Ec2messagesParts>()(ec2messages.GetMessages, {
  asks: ({ Destination }, names) => [
    may('ec2messages:GetMessages', names.anySsm, { host: Destination, hostOnly: true }),
  ],
  faults: {},
  async run({ Destination, MessagesRequestId }, { clock }, call) {
    await clock.sleep(pollMs, call.signal)
    return { Destination, MessagesRequestId, Messages: [] }
  },
})

export const ec2messagesOperations = [GetMessages]
