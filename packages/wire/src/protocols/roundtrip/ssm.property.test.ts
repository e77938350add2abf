import * as sdk from '@aws-sdk/client-ssm'
import { describe } from 'vitest'
import { testRoundTrips } from './sdk-peer.ts'
import { anyText } from './texts.ts'

describe('ssm, between the SDK and this protocol,', () => {
  testRoundTrips('ssm', sdk, 'SSMClient', {
    input: { text: anyText, emptyStructures: true, emptyLists: true },
    output: { text: anyText, emptyStructures: true, emptyLists: true },
    numRuns: 4,
  })
})
