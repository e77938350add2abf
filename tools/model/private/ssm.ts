// Operations of SSM that only the agent calls. AWS does not publish them; members, required marks, lengths and errors
// are those of the agent's open-source client. Shapes without a `Agent…` name are AWS's published ones.
import type { PrivatePart } from '../merge-private.ts'

const error = { type: 'structure', error: { status: 400 }, members: { Message: { shape: 'String' } } } as const

export const ssmPrivate: PrivatePart = {
  operations: {
    RegisterManagedInstance: {
      input: 'RegisterManagedInstanceRequest',
      output: 'RegisterManagedInstanceResult',
      errors: [
        'InvalidActivation',
        'ActivationExpired',
        'RegistrationLimitExceeded',
        'TooManyUpdates',
        'InvalidPublicKey',
        'InstanceAlreadyRegistered',
        'InternalServerError',
      ],
    },
    RequestManagedInstanceRoleToken: {
      input: 'RequestManagedInstanceRoleTokenRequest',
      output: 'RequestManagedInstanceRoleTokenResult',
      errors: ['MachineFingerprintDoesNotMatch', 'InvalidInstanceId', 'InternalServerError'],
    },
    UpdateManagedInstancePublicKey: {
      input: 'UpdateManagedInstancePublicKeyRequest',
      output: 'UpdateManagedInstancePublicKeyResult',
      errors: ['InvalidPublicKey', 'InvalidInstanceId', 'InternalServerError'],
    },
    UpdateInstanceInformation: {
      input: 'UpdateInstanceInformationRequest',
      output: 'UpdateInstanceInformationResult',
      errors: ['InvalidInstanceId', 'InternalServerError'],
    },
    ListInstanceAssociations: {
      input: 'ListInstanceAssociationsRequest',
      output: 'ListInstanceAssociationsResult',
      errors: ['InvalidInstanceId', 'InvalidNextToken', 'InternalServerError'],
    },
    UpdateInstanceAssociationStatus: {
      input: 'UpdateInstanceAssociationStatusRequest',
      output: 'UpdateInstanceAssociationStatusResult',
      errors: ['InvalidInstanceId', 'AssociationDoesNotExist', 'InternalServerError'],
    },
    GetManifest: {
      input: 'GetManifestRequest',
      output: 'GetManifestResult',
      errors: ['ResourceNotFoundException', 'InternalServerError'],
    },
    PutConfigurePackageResult: {
      input: 'PutConfigurePackageResultRequest',
      output: 'PutConfigurePackageResultResult',
      errors: ['InternalServerError'],
    },
  },
  shapes: {
    ActivationExpired: error,
    RegistrationLimitExceeded: error,
    InvalidPublicKey: error,
    InstanceAlreadyRegistered: error,
    MachineFingerprintDoesNotMatch: error,

    AgentFingerprint: { type: 'string', min: 1 },
    AgentPublicKey: { type: 'string', min: 392 },
    AgentNodeId: { type: 'string', min: 10 },
    AgentActivationId: { type: 'string', min: 36 },
    AgentText: { type: 'string' },
    AgentSecret: { type: 'string', sensitive: true },
    AgentLong: { type: 'long' },
    AgentBoolean: { type: 'boolean' },
    AgentTime: { type: 'timestamp' },

    RegisterManagedInstanceRequest: {
      type: 'structure',
      required: ['Fingerprint', 'PublicKey'],
      members: {
        ActivationId: { shape: 'AgentActivationId' },
        ActivationCode: { shape: 'ActivationCode' },
        Fingerprint: { shape: 'AgentFingerprint' },
        PublicKey: { shape: 'AgentPublicKey' },
        PublicKeyType: { shape: 'AgentText' },
        IamRole: { shape: 'IamRole' },
        Tags: { shape: 'TagList' },
      },
    },
    RegisterManagedInstanceResult: { type: 'structure', members: { InstanceId: { shape: 'AgentText' } } },

    RequestManagedInstanceRoleTokenRequest: {
      type: 'structure',
      required: ['Fingerprint'],
      members: { Fingerprint: { shape: 'AgentFingerprint' } },
    },
    RequestManagedInstanceRoleTokenResult: {
      type: 'structure',
      // All five: the agent dereferences each without looking (UpdateKeyPair on hybrid nodes only).
      required: ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'TokenExpirationDate', 'UpdateKeyPair'],
      members: {
        AccessKeyId: { shape: 'AgentText' },
        SecretAccessKey: { shape: 'AgentSecret' },
        SessionToken: { shape: 'AgentSecret' },
        TokenExpirationDate: { shape: 'AgentTime' },
        UpdateKeyPair: { shape: 'AgentBoolean' },
      },
    },

    UpdateManagedInstancePublicKeyRequest: {
      type: 'structure',
      required: ['NewPublicKey', 'NewPublicKeyType'],
      members: { NewPublicKey: { shape: 'AgentPublicKey' }, NewPublicKeyType: { shape: 'AgentText' } },
    },
    UpdateManagedInstancePublicKeyResult: { type: 'structure', members: {} },

    UpdateInstanceInformationRequest: {
      type: 'structure',
      required: ['AgentName', 'AgentVersion', 'InstanceId'],
      members: {
        AgentName: { shape: 'AgentText' },
        AgentStatus: { shape: 'AgentText' },
        AgentVersion: { shape: 'AgentText' },
        // Hybrid nodes send both zones empty.
        AvailabilityZone: { shape: 'AgentText' },
        AvailabilityZoneId: { shape: 'AgentText' },
        ComputerName: { shape: 'AgentText' },
        IPAddress: { shape: 'IPAddress' },
        InstanceId: { shape: 'AgentNodeId' },
        PlatformName: { shape: 'AgentText' },
        PlatformType: { shape: 'AgentText' },
        PlatformVersion: { shape: 'AgentText' },
        // Empty until the agent has decided, then ssmmessages or ec2messages.
        SSMConnectionChannel: { shape: 'AgentText' },
      },
    },
    UpdateInstanceInformationResult: { type: 'structure', members: {} },

    ListInstanceAssociationsRequest: {
      type: 'structure',
      required: ['InstanceId'],
      members: {
        InstanceId: { shape: 'AgentNodeId' },
        MaxResults: { shape: 'MaxResults' },
        NextToken: { shape: 'NextToken' },
      },
    },
    ListInstanceAssociationsResult: {
      type: 'structure',
      members: { Associations: { shape: 'InstanceAssociationSummaryList' }, NextToken: { shape: 'NextToken' } },
    },
    InstanceAssociationSummaryList: { type: 'list', member: { shape: 'InstanceAssociationSummary' } },
    InstanceAssociationSummary: {
      type: 'structure',
      members: {
        AssociationId: { shape: 'AssociationId' },
        AssociationVersion: { shape: 'AssociationVersion' },
        Checksum: { shape: 'AgentText' },
        DetailedStatus: { shape: 'StatusName' },
        DocumentVersion: { shape: 'DocumentVersion' },
        InstanceId: { shape: 'InstanceId' },
        LastExecutionDate: { shape: 'AgentTime' },
        Name: { shape: 'DocumentARN' },
        OutputLocation: { shape: 'InstanceAssociationOutputLocation' },
        Parameters: { shape: 'Parameters' },
        ScheduleExpression: { shape: 'ScheduleExpression' },
        Status: { shape: 'StatusName' },
        Targets: { shape: 'Targets' },
      },
    },

    UpdateInstanceAssociationStatusRequest: {
      type: 'structure',
      required: ['AssociationId', 'InstanceId'],
      members: {
        AssociationId: { shape: 'AgentText' },
        InstanceId: { shape: 'AgentNodeId' },
        ExecutionResult: { shape: 'InstanceAssociationExecutionResult' },
      },
    },
    InstanceAssociationExecutionResult: {
      type: 'structure',
      members: {
        Status: { shape: 'AgentText' },
        ErrorCode: { shape: 'AgentText' },
        ExecutionDate: { shape: 'AgentTime' },
        ExecutionSummary: { shape: 'AgentText' },
        OutputUrl: { shape: 'InstanceAssociationOutputUrl' },
      },
    },
    UpdateInstanceAssociationStatusResult: {
      type: 'structure',
      members: { AssociationId: { shape: 'AgentText' }, InstanceId: { shape: 'AgentText' } },
    },

    GetManifestRequest: {
      type: 'structure',
      required: ['PackageName'],
      members: { PackageName: { shape: 'AgentText' }, PackageVersion: { shape: 'AgentText' } },
    },
    GetManifestResult: { type: 'structure', members: { Manifest: { shape: 'AgentText' } } },

    PutConfigurePackageResultRequest: {
      type: 'structure',
      required: ['PackageName', 'PackageVersion', 'Operation', 'Result'],
      members: {
        PackageName: { shape: 'AgentText' },
        PackageVersion: { shape: 'AgentText' },
        PreviousPackageVersion: { shape: 'AgentText' },
        Operation: { shape: 'AgentText' },
        OverallTiming: { shape: 'AgentLong' },
        Result: { shape: 'AgentLong' },
        Attributes: { shape: 'ConfigurePackageResultAttributes' },
        Steps: { shape: 'ConfigurePackageResultSteps' },
      },
    },
    ConfigurePackageResultAttributes: { type: 'map', key: { shape: 'AgentText' }, value: { shape: 'AgentText' } },
    ConfigurePackageResultSteps: { type: 'list', member: { shape: 'ConfigurePackageResultStep' } },
    ConfigurePackageResultStep: {
      type: 'structure',
      members: { Action: { shape: 'AgentText' }, Timing: { shape: 'AgentLong' } },
    },
    PutConfigurePackageResultResult: { type: 'structure', members: {} },
  },
}
