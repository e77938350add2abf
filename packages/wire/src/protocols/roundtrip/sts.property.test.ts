import * as sdk from '@aws-sdk/client-sts'
import { describe } from 'vitest'
import { testRoundTrips } from './sdk-peer.ts'
import { anyText, xmlText } from './texts.ts'

describe('sts, between the SDK and this protocol,', () => {
  testRoundTrips('sts', sdk, 'STSClient', {
    input: { text: anyText, emptyStructures: false, emptyLists: true },
    output: { text: xmlText, emptyStructures: false, emptyLists: true },
    numRuns: 4,
  })
})
