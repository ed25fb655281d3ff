/** A registry of IANA: code points by name. */
type Registry = Readonly<Record<string, number>>;

/** Names by code, of the registries that were asked for. */
const names = new WeakMap<Registry, ReadonlyMap<number, string>>();

/** The name of a code point; one that is not in the registry in hexadecimal. */
export function nameIn(registry: Registry, code: number): string {
  let known = names.get(registry);
  if (known === undefined) {
    // Of two names for one code the first counts.
    known = new Map(
      Object.entries(registry)
        .map(([name, id]) => [id, name] as const)
        .toReversed(),
    );
    names.set(registry, known);
  }
  return known.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;
}

/** TLS ContentType; without those that only DTLS has. */
export const ContentType = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
  heartbeat: 24,
} as const;

/** TLS HandshakeType; reserved ones by their former names, the last two are not registered. */
export const HandshakeType = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  hello_verify_request: 3,
  new_session_ticket: 4,
  end_of_early_data: 5,
  hello_retry_request: 6,
  encrypted_extensions: 8,
  request_connection_id: 9,
  new_connection_id: 10,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  client_certificate_request: 17,
  finished: 20,
  certificate_url: 21,
  certificate_status: 22,
  supplemental_data: 23,
  key_update: 24,
  compressed_certificate: 25,
  ekt_key: 26,
  message_hash: 254,
  next_protocol: 67,
  channel_id: 203,
} as const;

/** TLS Alerts; reserved ones by their former names. */
export const AlertDescription = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  too_many_cids_requested: 52,
  export_restriction: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  certificate_unobtainable: 111,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  bad_certificate_hash_value: 114,
  unknown_psk_identity: 115,
  certificate_required: 116,
  general_error: 117,
  no_application_protocol: 120,
  ech_required: 121,
} as const;

/** TLS ExtensionType Values; the last three are not registered. */
export const ExtensionType = {
  server_name: 0,
  max_fragment_length: 1,
  client_certificate_url: 2,
  trusted_ca_keys: 3,
  truncated_hmac: 4,
  status_request: 5,
  user_mapping: 6,
  client_authz: 7,
  server_authz: 8,
  cert_type: 9,
  supported_groups: 10,
  ec_point_formats: 11,
  srp: 12,
  signature_algorithms: 13,
  use_srtp: 14,
  heartbeat: 15,
  application_layer_protocol_negotiation: 16,
  status_request_v2: 17,
  signed_certificate_timestamp: 18,
  client_certificate_type: 19,
  server_certificate_type: 20,
  padding: 21,
  encrypt_then_mac: 22,
  extended_main_secret: 23,
  token_binding: 24,
  cached_info: 25,
  tls_lts: 26,
  compress_certificate: 27,
  record_size_limit: 28,
  pwd_protect: 29,
  pwd_clear: 30,
  password_salt: 31,
  ticket_pinning: 32,
  tls_cert_with_extern_psk: 33,
  delegated_credential: 34,
  session_ticket: 35,
  TLMSP: 36,
  TLMSP_proxying: 37,
  TLMSP_delegate: 38,
  supported_ekt_ciphers: 39,
  pre_shared_key: 41,
  early_data: 42,
  supported_versions: 43,
  cookie: 44,
  psk_key_exchange_modes: 45,
  certificate_authorities: 47,
  oid_filters: 48,
  post_handshake_auth: 49,
  signature_algorithms_cert: 50,
  key_share: 51,
  transparency_info: 52,
  connection_id_deprecated: 53,
  connection_id: 54,
  external_id_hash: 55,
  external_session_id: 56,
  quic_transport_parameters: 57,
  ticket_request: 58,
  dnssec_chain: 59,
  sequence_number_encryption_algorithms: 60,
  rrc: 61,
  tls_flags: 62,
  ech_outer_extensions: 0xfd00,
  encrypted_client_hello: 0xfe0d,
  renegotiation_info: 0xff01,
  next_protocol_negotiation: 13172,
  application_settings: 17513,
  channel_id: 30032,
} as const;

/** TLS EC Point Formats. */
export const ECPointFormat = {
  uncompressed: 0,
  ansiX962_compressed_prime: 1,
  ansiX962_compressed_char2: 2,
} as const;

/** TLS ECCurveType, of which only named_curve is not deprecated (RFC 8422, section 5.4). */
export const ECCurveType = { explicit_prime: 1, explicit_char2: 2, named_curve: 3 } as const;

/** TLS CertificateStatusType. */
export const CertificateStatusType = { ocsp: 1, ocsp_multi: 2 } as const;

/** TLS Compression Method Identifiers. */
export const CompressionMethod = { null: 0, DEFLATE: 1, LZS: 64 } as const;

/** TLS Heartbeat Message Types. */
export const HeartbeatMessageType = { heartbeat_request: 1, heartbeat_response: 2 } as const;
