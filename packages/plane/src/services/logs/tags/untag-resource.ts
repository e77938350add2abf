import * as logs from '@hostler/wire/models/logs'
import { mayOnArn } from '../asks.ts'
import { resourceTagFaults } from '../errors.ts'
import { operation } from '../logs-operation.ts'
import { getTagged } from './get-tagged.ts'

export const UntagResource = operation(logs.UntagResource, {
  asks: ({ resourceArn, tagKeys }, _names, parts, call) =>
    mayOnArn('UntagResource', resourceArn, parts, call, { 'aws:tagkeys': tagKeys }),
  faults: resourceTagFaults,
  async run({ resourceArn, tagKeys }, parts, call) {
    await parts.tags.remove(await getTagged(resourceArn, parts, call), tagKeys)
    return {}
  },
})
