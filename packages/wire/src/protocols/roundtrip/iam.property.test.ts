import * as sdk from '@aws-sdk/client-iam'
import { describe } from 'vitest'
import { testRoundTrips } from './sdk-peer.ts'
import { anyText, xmlText } from './texts.ts'

describe('iam, between the SDK and this protocol,', () => {
  testRoundTrips('iam', sdk, 'IAMClient', {
    input: { text: anyText, emptyStructures: false, emptyLists: true },
    output: { text: xmlText, emptyStructures: false, emptyLists: true },
    numRuns: 4,
  })
})
