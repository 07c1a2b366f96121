namespace Sapphire.Kernel.TestKit;

/// <summary>An expectation of the test kit was not met.</summary>
public sealed class TestKitAssertionException : Exception
{
    /// <summary>Creates it.</summary>
    public TestKitAssertionException()
    {
    }

    /// <summary>Creates it.</summary>
    public TestKitAssertionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    public TestKitAssertionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
