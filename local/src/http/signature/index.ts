export { type Claim, readClaim } from './claim';
export { refusalError } from './refusal';
export { type Outgoing, signHeaders } from './sign';
export { hmac, SigningKeys } from './signing-key';
export { type Credentials, verify } from './verify';
