import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** The report is made at once; AWS takes its time, so clients ask for it by id in any case. */
export const GenerateServiceLastAccessedDetails = operation(iam.GenerateServiceLastAccessedDetails, {
  asks: ({ Arn }) => [may('iam:GenerateServiceLastAccessedDetails', Arn)],
  faults: reportFaults,
  async run({ Arn, Granularity = 'SERVICE_LEVEL' }, { accessAdvisor, useReports }, call) {
    const report = await accessAdvisor.report(call.accountId, Arn)
    return { JobId: useReports.add(call, { ...report, granularity: Granularity }) }
  },
})
