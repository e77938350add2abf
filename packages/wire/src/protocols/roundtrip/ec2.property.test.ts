import * as sdk from '@aws-sdk/client-ec2'
import { describe } from 'vitest'
import { testRoundTrips } from './sdk-peer.ts'
import { anyText, xmlText } from './texts.ts'

describe('ec2, between the SDK and this protocol,', () => {
  testRoundTrips('ec2', sdk, 'EC2Client', {
    input: { text: anyText, emptyStructures: false, emptyLists: false },
    output: { text: xmlText, emptyStructures: false, emptyLists: true },
    numRuns: 4,
  })
})
