const reads = /^\w+:(?:BatchGet|Describe|Explain|Filter|Get|Head|List|Lookup|Search|Simulate)[A-Z]/
const handsOut = /(?:Token|Credentials|PasswordData)$/

/**
 * Whether an operation (`service:Name`) only reads, told by its name: those that AWS's names begin like reads do, but
 * for the ones that hand out credentials. What is in doubt is taken for a change.
 */
export function isRead(operation: string): boolean {
  return reads.test(operation) && !handsOut.test(operation)
}
