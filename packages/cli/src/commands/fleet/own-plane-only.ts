// Keeps `hostler fleet` away from AWS, however endpoints are configured: that of the hosts may be a plane's while the
// profile's are not.
import type { IAMClient } from '@aws-sdk/client-iam'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'

const awsDomains =
  /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn)\.?$/i

/** Throws where the name is one of AWS's. */
export function refuseAws(hostname: string): void {
  if (!awsDomains.test(hostname)) return
  throw new CommandError(
    `Virtual hosts are for a plane of your own, and ${hostname} is AWS, which would charge for each of them. ` +
      'Name the plane: --endpoint-url, AWS_ENDPOINT_URL, or endpoint_url of the profile.',
    exitCodes.usage,
  )
}

/** From now on the client's calls reject before anything is sent, if they would go to AWS. */
export function keepFromAws({ middlewareStack }: SSMClient | IAMClient): void {
  middlewareStack.add(
    next => args => {
      // Where a call goes is settled with its first step, and is not told before.
      refuseAws((args.request as { readonly hostname: string }).hostname)
      return next(args)
    },
    { step: 'build', name: 'keepFromAws' },
  )
}
