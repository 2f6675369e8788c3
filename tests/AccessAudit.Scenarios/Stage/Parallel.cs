using Xunit.v3;

// Most scenarios wait for other processes, or for the clock: more of them than processors may do so at once.
[assembly: Parallelization(MaxThreads = 4)]
