namespace AccessAudit.Identity.Dev.Users;

/// <summary>Login and password against the users file, for forms and scripts alike.</summary>
sealed class PasswordCheck(UserFile users, PasswordThrottle throttle)
{
    /// <summary>The user; null when the login is unknown or closed, or the password wrong: nobody is told which.</summary>
    internal User? Of(string login, string password)
    {
        if (throttle.IsClosed(login))
        {
            return null;
        }

        if (users.WithLogin(login) is { } user && Passwords.Matches(user.Password, password))
        {
            throttle.Right(login);
            return user;
        }

        throttle.Wrong(login);
        return null;
    }
}
