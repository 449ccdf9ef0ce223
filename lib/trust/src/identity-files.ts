/** Names of the files of an identity folder. */
export const IDENTITY_FILES = {
  certificate: 'certificate.pem',
  key: 'key.pem',
  authority: 'authority.pem',
  connection: 'connection.json',
} as const;

/** Folder of the identity of the operator who set a coordinator up, in the coordinator's. */
export const OPERATOR_FOLDER = 'operator';
