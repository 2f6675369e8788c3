using Microsoft.EntityFrameworkCore;

namespace AccessAudit.Identity.Dev.Tokens;

/// <summary>OpenIddict's own tables (applications, tokens), in one SQLite file of the data folder.</summary>
sealed class TokenStore(DbContextOptions<TokenStore> options) : DbContext(options);
