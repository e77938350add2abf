import type { TestPlane } from '@hostler/testkit/test-plane'

/** How AWS words the refusal of a user whom no policy allows an action. */
export function denial(plane: TestPlane, userName: string, action: string, resource: string) {
  return {
    code: 'AccessDeniedException',
    status: 400,
    message:
      `User: arn:aws:iam::${plane.accountId}:user/${userName} is not authorized to perform: ${action}` +
      ` on resource: ${resource} because no identity-based policy allows the ${action} action`,
  }
}

/** An identity policy that allows these actions everywhere. */
export function allowing(...actions: string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }
}
