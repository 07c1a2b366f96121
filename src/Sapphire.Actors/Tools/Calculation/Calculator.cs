namespace Sapphire.Actors.Tools.Calculation;

/// <summary>
/// Evaluates arithmetic by precedence climbing: + - * / mod, % (percent; "15% of 80"), ^ (right), ! and parentheses,
/// sqrt cbrt sin cos tan asin acos atan log ln exp abs round floor ceil, pi and e. Angles are degrees unless "rad" follows.
/// Decimal where that is exact, double otherwise. Nothing else can be reached from an expression.
/// </summary>
/// <remarks>
/// Grammar: sum = product (("+"|"-") product)*; product = power (("*"|"/"|"mod"|"% of") power)*;
/// power = unary ("^" power)?; unary = "-" unary | postfix; postfix = primary ("!" | "%")*.
/// A minus binds looser than a power: -2^2 is -4.
/// </remarks>
internal ref struct Calculator
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaxLength = 500;

    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 40;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private Calculator(ReadOnlySpan<char> text)
    {
        _text = text;
        _at = 0;
        _depth = 0;
    }

    /// <summary>Evaluates an expression.</summary>
    /// <exception cref="ToolException">It is not arithmetic, too long, too deep, or its value does not exist or is too large.</exception>
    public static Number Evaluate(string expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            throw new ToolException("The expression is empty. Give something like \"12 * (3 + 4)\".");
        }

        if (expression.Length > MaxLength)
        {
            throw new ToolException($"The expression has {expression.Length} characters; at most {MaxLength} are allowed. Split it up.");
        }

        string text = expression.ToLowerInvariant()
            .Replace('×', '*').Replace('·', '*').Replace('÷', '/').Replace('−', '-').Replace('–', '-').Replace("**", "^", StringComparison.Ordinal)
            .Replace("²", "^2", StringComparison.Ordinal).Replace("³", "^3", StringComparison.Ordinal)
            .Replace("√", "sqrt", StringComparison.Ordinal).Replace("π", "pi", StringComparison.Ordinal).Trim().TrimEnd('=', ' ');
        var calculator = new Calculator(text);
        Number value = calculator.Sum();
        calculator.SkipSpace();
        if (calculator._at < text.Length)
        {
            throw calculator.Unexpected();
        }

        return value;
    }

    private Number Sum()
    {
        if (++_depth > MaxDepth)
        {
            throw new ToolException($"The expression is nested more than {MaxDepth} levels deep.");
        }

        Number left = Product();
        while (true)
        {
            if (Take("+"))
            {
                left = Number.Add(left, Product());
            }
            else if (Take("-"))
            {
                left = Number.Subtract(left, Product());
            }
            else
            {
                _depth--;
                return left;
            }
        }
    }

    private Number Product()
    {
        Number left = Unary();
        while (true)
        {
            if (Take("*") || TakeWord("times") || TakeWord("x") || TakeWord("of"))
            {
                left = Number.Multiply(left, Unary());
            }
            else if (Take("/"))
            {
                left = Number.Divide(left, Unary());
            }
            else if (TakeWord("mod"))
            {
                left = Number.Remainder(left, Unary());
            }
            else
            {
                return left;
            }
        }
    }

    private Number Unary()
    {
        if (++_depth > MaxDepth)
        {
            throw new ToolException($"The expression is nested more than {MaxDepth} levels deep.");
        }

        Number value = Take("-") ? Number.Negate(Unary()) : Take("+") ? Unary() : Power();
        _depth--;
        return value;
    }

    private Number Power()
    {
        Number value = Postfix();
        return Take("^") ? Number.Power(value, Unary()) : value;
    }

    private Number Postfix()
    {
        Number value = Primary();
        while (true)
        {
            if (Take("!"))
            {
                value = Number.Factorial(value);
            }
            else if (Take("%"))
            {
                // "17 % 5" is a remainder to programmers; "5%", "5% of 80" and "5% + 1" are percentages to everyone.
                int before = _at;
                SkipSpace();
                bool operand = _at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '(');
                if (operand)
                {
                    return Number.Remainder(value, Unary());
                }

                _at = before;
                value = Number.Divide(value, 100m);
            }
            else
            {
                return value;
            }
        }
    }

    private Number Primary()
    {
        SkipSpace();
        if (Take("("))
        {
            Number inner = Sum();
            return Take(")") ? inner : throw new ToolException("A closing parenthesis is missing.");
        }

        if (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
        {
            return Literal();
        }

        if (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            return Name();
        }

        throw Unexpected();
    }

    private Number Literal()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.' || IsThousands()))
        {
            _at++;
        }

        // "1e6", but not "2e" (twice e) nor "2 exp(1)".
        if (_at + 1 < _text.Length && _text[_at] == 'e' && (char.IsAsciiDigit(_text[_at + 1]) || (_text[_at + 1] is '-' or '+' && _at + 2 < _text.Length && char.IsAsciiDigit(_text[_at + 2]))))
        {
            _at += 2;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            {
                _at++;
            }
        }

        return Number.Parse(_text[start.._at].ToString().Replace(",", "", StringComparison.Ordinal));
    }

    private readonly bool IsThousands() =>
        _text[_at] == ',' && _at + 3 < _text.Length && char.IsAsciiDigit(_text[_at + 1]) && char.IsAsciiDigit(_text[_at + 2]) && char.IsAsciiDigit(_text[_at + 3])
        && (_at + 4 >= _text.Length || !char.IsAsciiDigit(_text[_at + 4]));

    private Number Name()
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        string name = _text[start.._at].ToString();
        switch (name)
        {
            case "pi":
                return Math.PI;
            case "e":
                return Math.E;
        }

        if (!Functions.IsKnown(name))
        {
            throw new ToolException(
                $"'{(name.Length <= 20 ? name : name[..20] + "…")}' is not known here. Use numbers, + - * / ^ % ! ( ), mod, pi, e, and {Functions.Names}.");
        }

        Number argument;
        if (Take("("))
        {
            argument = Sum();
            bool radians = TakeWord("rad") || TakeWord("radians");
            _ = !radians && (TakeWord("deg") || TakeWord("degrees"));
            if (!Take(")"))
            {
                throw new ToolException($"A closing parenthesis is missing after {name}.");
            }

            return Functions.Apply(name, argument, radians);
        }

        argument = Unary();
        return Functions.Apply(name, argument, radians: false);
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private bool Take(string sign)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private bool TakeWord(string word)
    {
        int before = _at;
        if (Take(word) && (_at == _text.Length || !char.IsAsciiLetter(_text[_at])))
        {
            return true;
        }

        _at = before;
        return false;
    }

    private readonly ToolException Unexpected() => _at >= _text.Length
        ? new ToolException("The expression ends too early: a number is missing at its end.")
        : new ToolException($"'{_text[_at]}' at position {_at + 1} is not expected there. Use numbers, + - * / ^ % ! ( ) and functions such as sqrt(…).");
}
