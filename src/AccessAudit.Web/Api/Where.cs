using System.Linq.Expressions;

namespace AccessAudit.Web.Api;

/// <summary>Joins two conditions on a row into one that the store can translate.</summary>
static class Where
{
    internal static Expression<Func<T, bool>> And<T>(
        this Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Expression.Lambda<Func<T, bool>>(
            Expression.AndAlso(left.Body, new Renamed(right.Parameters[0], left.Parameters[0]).Visit(right.Body)),
            left.Parameters);

    sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
