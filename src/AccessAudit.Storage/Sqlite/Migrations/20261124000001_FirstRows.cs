using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccessAudit.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FirstRows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_request",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    requester_organization = table.Column<string>(type: "TEXT", nullable: false),
                    requester = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    protocol = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    ticket = table.Column<string>(type: "TEXT", nullable: true),
                    minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    from = table.Column<long>(type: "INTEGER", nullable: true),
                    data_categories = table.Column<string>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    valid_until = table.Column<long>(type: "INTEGER", nullable: false),
                    extends = table.Column<string>(type: "TEXT", nullable: true),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    grant = table.Column<string>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_request", x => new { x.client, x.id });
                });

            migrationBuilder.CreateTable(
                name: "approval",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    approved = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    code_window_minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    event_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_approval", x => new { x.client, x.request, x.organization, x.person });
                });

            migrationBuilder.CreateTable(
                name: "authenticator",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_authenticator", x => new { x.organization, x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "client_log",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_log", x => x.client);
                });

            migrationBuilder.CreateTable(
                name: "code_failures",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    first_at = table.Column<long>(type: "INTEGER", nullable: false),
                    locked_until = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_code_failures", x => new { x.organization, x.person });
                });

            migrationBuilder.CreateTable(
                name: "code_window",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    grant = table.Column<string>(type: "TEXT", nullable: false),
                    key_fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_code_window", x => new { x.client, x.grant, x.key_fingerprint, x.source });
                });

            migrationBuilder.CreateTable(
                name: "contract",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    imported_at = table.Column<long>(type: "INTEGER", nullable: false),
                    recipients = table.Column<string>(type: "TEXT", nullable: false),
                    code_window_cap = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_contract", x => new { x.client, x.number });
                });

            migrationBuilder.CreateTable(
                name: "engagement",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    secrecy_signed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    limitation_signed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_engagement", x => new { x.client, x.organization, x.person });
                });

            migrationBuilder.CreateTable(
                name: "enrolment_permit",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_enrolment_permit", x => new { x.organization, x.person });
                });

            migrationBuilder.CreateTable(
                name: "gatekeeper",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    open = table.Column<bool>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gatekeeper", x => x.client);
                });

            migrationBuilder.CreateTable(
                name: "grant",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    technician_organization = table.Column<string>(type: "TEXT", nullable: false),
                    technician = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    protocol = table.Column<string>(type: "TEXT", nullable: false),
                    opens_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closes_at = table.Column<long>(type: "INTEGER", nullable: false),
                    claim_by = table.Column<long>(type: "INTEGER", nullable: false),
                    approved_until = table.Column<long>(type: "INTEGER", nullable: false),
                    hard_stop = table.Column<long>(type: "INTEGER", nullable: false),
                    code_window_minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    first_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grant", x => new { x.client, x.id });
                });

            migrationBuilder.CreateTable(
                name: "idempotent_answer",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    awaits = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_answer", x => new { x.organization, x.person, x.key });
                });

            migrationBuilder.CreateTable(
                name: "notice",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    arguments = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice", x => new { x.organization, x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "organization",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_provider = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organization", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "person",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    login = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    locale = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_person", x => new { x.organization, x.id });
                });

            migrationBuilder.CreateTable(
                name: "proposal",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    proposer_organization = table.Column<string>(type: "TEXT", nullable: true),
                    proposer = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: false),
                    based_on = table.Column<int>(type: "INTEGER", nullable: false),
                    proposed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    valid_until = table.Column<long>(type: "INTEGER", nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_proposal", x => new { x.client, x.id });
                });

            migrationBuilder.CreateTable(
                name: "pseudonym",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pseudonym", x => new { x.client, x.organization, x.person });
                });

            migrationBuilder.CreateTable(
                name: "recovery_code",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    sealed_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    salt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    spent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery_code", x => new { x.organization, x.person, x.number });
                });

            migrationBuilder.CreateTable(
                name: "request_note",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    is_question = table.Column<bool>(type: "INTEGER", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_note", x => new { x.client, x.request, x.number });
                });

            migrationBuilder.CreateTable(
                name: "session",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    grant = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    technician_organization = table.Column<string>(type: "TEXT", nullable: false),
                    technician = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    protocol = table.Column<string>(type: "TEXT", nullable: false),
                    node = table.Column<string>(type: "TEXT", nullable: false),
                    key_fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    kill_requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    segments = table.Column<long>(type: "INTEGER", nullable: false),
                    recorded_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session", x => new { x.client, x.id });
                });

            migrationBuilder.CreateTable(
                name: "session_chain",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    session = table.Column<string>(type: "TEXT", nullable: false),
                    next = table.Column<long>(type: "INTEGER", nullable: false),
                    previous_leaf_hash = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_chain", x => new { x.client, x.session });
                });

            migrationBuilder.CreateTable(
                name: "source_failure",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_failure", x => new { x.source, x.id });
                });

            migrationBuilder.CreateTable(
                name: "spent_code",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    step = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spent_code", x => new { x.organization, x.person, x.step });
                });

            migrationBuilder.CreateTable(
                name: "ssh_key",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<string>(type: "TEXT", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ssh_key", x => new { x.organization, x.person, x.fingerprint });
                });

            migrationBuilder.CreateTable(
                name: "target",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    slug = table.Column<string>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    host = table.Column<string>(type: "TEXT", nullable: false),
                    port = table.Column<int>(type: "INTEGER", nullable: false),
                    host_keys = table.Column<string>(type: "TEXT", nullable: false),
                    protocols = table.Column<string>(type: "TEXT", nullable: false),
                    accounts = table.Column<string>(type: "TEXT", nullable: false),
                    data_categories = table.Column<string>(type: "TEXT", nullable: false),
                    sensitivity = table.Column<int>(type: "INTEGER", nullable: false),
                    owners = table.Column<string>(type: "TEXT", nullable: false),
                    in_scope = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_target", x => new { x.client, x.id });
                });

            migrationBuilder.CreateTable(
                name: "target_credential",
                columns: table => new
                {
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    set_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_target_credential", x => new { x.client, x.target, x.account });
                });

            migrationBuilder.CreateTable(
                name: "web_session",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    secret_hash = table.Column<string>(type: "TEXT", nullable: false),
                    authority = table.Column<string>(type: "TEXT", nullable: false),
                    narrowed_to = table.Column<string>(type: "TEXT", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_web_session", x => new { x.organization, x.id });
                });

            migrationBuilder.CreateTable(
                name: "wrapped_data_key",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    wrapped = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wrapped_data_key", x => x.organization);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_request_id",
                table: "access_request",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_request_state_valid_until",
                table: "access_request",
                columns: new[] { "state", "valid_until" });

            migrationBuilder.CreateIndex(
                name: "IX_grant_id",
                table: "grant",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_grant_state_closes_at",
                table: "grant",
                columns: new[] { "state", "closes_at" });

            migrationBuilder.CreateIndex(
                name: "IX_grant_technician_organization_technician_state",
                table: "grant",
                columns: new[] { "technician_organization", "technician", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_idempotent_answer_at",
                table: "idempotent_answer",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notice_at",
                table: "notice",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_notice_kind_at",
                table: "notice",
                columns: new[] { "kind", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_notice_organization_person_at",
                table: "notice",
                columns: new[] { "organization", "person", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_person_issuer_subject",
                table: "person",
                columns: new[] { "issuer", "subject" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_person_login",
                table: "person",
                column: "login",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_proposal_id",
                table: "proposal",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_proposal_state_valid_until",
                table: "proposal",
                columns: new[] { "state", "valid_until" });

            migrationBuilder.CreateIndex(
                name: "IX_pseudonym_client_value",
                table: "pseudonym",
                columns: new[] { "client", "value" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_session_id",
                table: "session",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_session_node_state",
                table: "session",
                columns: new[] { "node", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_source_failure_at",
                table: "source_failure",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_spent_code_at",
                table: "spent_code",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_ssh_key_fingerprint",
                table: "ssh_key",
                column: "fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_target_slug",
                table: "target",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_web_session_expires_at",
                table: "web_session",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_web_session_id",
                table: "web_session",
                column: "id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_request");

            migrationBuilder.DropTable(
                name: "approval");

            migrationBuilder.DropTable(
                name: "authenticator");

            migrationBuilder.DropTable(
                name: "client_log");

            migrationBuilder.DropTable(
                name: "code_failures");

            migrationBuilder.DropTable(
                name: "code_window");

            migrationBuilder.DropTable(
                name: "contract");

            migrationBuilder.DropTable(
                name: "engagement");

            migrationBuilder.DropTable(
                name: "enrolment_permit");

            migrationBuilder.DropTable(
                name: "gatekeeper");

            migrationBuilder.DropTable(
                name: "grant");

            migrationBuilder.DropTable(
                name: "idempotent_answer");

            migrationBuilder.DropTable(
                name: "notice");

            migrationBuilder.DropTable(
                name: "organization");

            migrationBuilder.DropTable(
                name: "person");

            migrationBuilder.DropTable(
                name: "proposal");

            migrationBuilder.DropTable(
                name: "pseudonym");

            migrationBuilder.DropTable(
                name: "recovery_code");

            migrationBuilder.DropTable(
                name: "request_note");

            migrationBuilder.DropTable(
                name: "session");

            migrationBuilder.DropTable(
                name: "session_chain");

            migrationBuilder.DropTable(
                name: "source_failure");

            migrationBuilder.DropTable(
                name: "spent_code");

            migrationBuilder.DropTable(
                name: "ssh_key");

            migrationBuilder.DropTable(
                name: "target");

            migrationBuilder.DropTable(
                name: "target_credential");

            migrationBuilder.DropTable(
                name: "web_session");

            migrationBuilder.DropTable(
                name: "wrapped_data_key");
        }
    }
}
